"""Which tests stay together when several processes share them out: those that stand on something dear, made once."""

from xdist.scheduler import LoadScopeScheduling

# What is in one of these folders or files is run by one process.
TOGETHER = (
    "tests/golden/",  # the real years, loaded once
    "tests/tooling/test_run.py",  # the site as `make run` starts it
    "tests/desk/test_demonstration_build.py",  # the demonstration
)


class SharedOut(LoadScopeScheduling):
    """Every test by itself, to whichever process is free; those of a place in TOGETHER to one."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)
