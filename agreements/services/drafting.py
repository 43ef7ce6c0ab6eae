"""Setting up an agreement on the web: beginning a draft, changing it, saying what one thinks of it, publishing it."""

from collections.abc import Callable, Collection

from django.db import transaction

from agreements.domain.draft_lifecycle import DRAFT, DraftNeeds
from agreements.domain.drafting.checking import Checked, checked
from agreements.domain.drafting.copying import empty, next_year
from agreements.domain.drafting.edits import Edit, Moved, NotPossible, apply
from agreements.domain.drafting.own_faults import LONGEST_CODE
from agreements.domain.drafting.raw import Raw, raw_of_plain, raw_of_text, text_at, text_of_raw
from agreements.domain.drafting.yaml_words import in_swedish
from agreements.domain.faults import DefinitionFaults
from agreements.domain.reading import CODE
from agreements.domain.source import LONGEST
from agreements.domain.typed_text import storable
from agreements.models import Agreement, AgreementDraft, AgreementVersion, DraftRevision, DraftState
from agreements.selectors.agreements import published_version
from agreements.selectors.drafts import page_around
from agreements.services.publishing import LONGEST_TITLE, publish
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor
from prio.accounts.selectors import is_demonstration
from prio.audit.services import record
from prio.refused import Refused

LOST = "Utkastet finns inte längre."
ELSEWHERE = (
    "Det som ni ändrade har flyttats eller tagits bort av någon annan. Det ni skrev står kvar här. Kopiera det, och "
    "ladda om sidan för att se hur utkastet ser ut nu."
)
UNREADABLE = (
    "Utkastet kan inte ändras med formulären, för texten går inte att läsa. Rätta den som text först."
)
EMPTY = "Texten är tom. Den skulle ersätta hela utkastet. Kasta utkastet om det inte ska bli något av det."
NOT_OVER_READABLE = (
    "Texten går inte att läsa, och den som står i utkastet gör det. Rätta raderna här och spara igen. Det ni skrev "
    "står kvar."
)
NO_TABLE = "Texten ska vara en tabell (nyckel: värde) med code, title, year och så vidare."


class Overtaken(Refused):
    """Somebody changed the draft after the actor read it. revision: the one that is in force now."""

    def __init__(self, draft: AgreementDraft) -> None:
        self.revision = draft.revision
        super().__init__(
            f"{draft.changed_by} har ändrat utkastet medan ni skrev, så inget är sparat. Det ni skrev står kvar, och "
            "det ni inte har rört visas som det är nu. Jämför och spara igen om ert ska gälla."
        )


class NotSettled(Refused):
    """Something about the draft is not settled, and who publishes it has not said that they know."""

    def __init__(self, points: tuple[str, ...]) -> None:
        super().__init__("Allt är inte klart. Säg att ni har sett det här och publicerar ändå.", points)


def copy_agreement(actor: Actor, agreement_code: str, *, code: str, title: str) -> AgreementDraft:
    """Begin next year's agreement as a copy of a published one. The same again gives the draft that is there.

    Raises:
        Refused: the actor sets no agreements up; there is no such agreement; the code or the title is missing, too
            long, or the code is taken or has other characters than it may have.
    """
    code, title = _named(actor, code, title)
    version = published_version(actor, storable(agreement_code))
    if version is None:
        raise Refused("Det finns ingen publicerad överenskommelse med den koden att kopiera.")
    raw = next_year(version.definition, code=code, title=title)
    return _begin(actor, raw, version.agreement)


def begin_draft(actor: Actor, *, code: str, title: str, year: int) -> AgreementDraft:
    """Begin an agreement from nothing. The same again gives the draft that is there. Raises Refused as above."""
    code, title = _named(actor, code, title)
    return _begin(actor, empty(code=code, title=title, year=year), None)


def _named(actor: Actor, code: str, title: str) -> tuple[str, str]:
    DRAFT.take("edit", DRAFT.begins_as, actor.roles)
    code, title = storable(code).strip(), storable(title).strip()
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise Refused(
            f"Koden ska vara bokstäver a–z, siffror, - eller _, högst {LONGEST_CODE} tecken: prio-2016."
        )
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(f"Ange ett namn på högst {LONGEST_TITLE} tecken.")
    if Agreement.objects.filter(code=code).exists():
        raise Refused(f"Det finns redan en överenskommelse med koden {code}. Välj en annan.")
    return code, title


def _begin(actor: Actor, raw: Raw, copied_from: Agreement | None) -> AgreementDraft:
    now = clock.now()
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=actor.user_id)  # two presses begin one draft
        code, title = text_at(raw, "code"), text_at(raw, "title")
        mine = AgreementDraft.objects.filter(owner=actor.user_id, state=DraftState.DRAFT, revision=1)
        same = mine.filter(code=code, title=title, copied_from=copied_from).first()
        if same:
            return same
        draft = AgreementDraft.objects.create(
            code=code,
            title=title,
            copied_from=copied_from,
            text=text_of_raw(raw),
            simulated=is_demonstration(),
            owner_id=actor.user_id,
            begun_at=now,
            changed_by_id=actor.user_id,
            changed_at=now,
        )
        _keep_text(draft)
        facts = {"code": code, "from": copied_from.code if copied_from else ""}
        record("agreement_draft", draft.pk, "begun", by_id=actor.user_id, facts=facts, is_first=True)
    return draft


def locked_draft(draft_id: int) -> AgreementDraft:
    """Return the draft, locked until the transaction ends. Raises Refused when there is none."""
    rows = AgreementDraft.objects.select_for_update(of=("self",)).select_related("changed_by")
    draft = rows.filter(pk=draft_id).first()
    if draft is None:
        raise Refused(LOST)
    return draft


def edit_draft(actor: Actor, draft_id: int, edit_of: Callable[[Raw], Edit], *, base: int) -> AgreementDraft:
    """Change one part of a draft.

    Args:
        actor: who changes it.
        draft_id: the draft.
        edit_of: gives the change from what stands in the draft. May raise NoSuchPlace.
        base: the revision that the actor has read.

    Raises:
        Overtaken: somebody has changed the draft since.
        Refused: the actor sets no agreements up, the draft is published or discarded, its text cannot be read, or the
            change cannot be made there.
    """
    with transaction.atomic():
        draft = _to_edit(actor, draft_id, base)
        raw = _readable(draft.text)
        if not isinstance(raw, dict):
            raise Refused(UNREADABLE)
        try:
            after = apply(raw, edit_of(raw))
        except Moved as error:
            raise Refused(ELSEWHERE) from error
        except NotPossible as error:
            raise Refused(str(error)) from error
        except LookupError as error:
            raise Refused(ELSEWHERE) from error
        return _keep(actor, draft, text_of_raw(after), after)


def save_text(actor: Actor, draft_id: int, text: str, *, base: int) -> AgreementDraft:
    """Replace the whole text of a draft; faults in it are kept and told, not refused.

    Raises:
        Overtaken: somebody has changed the draft since.
        Refused: as `edit_draft`; or the text is empty, or cannot be read where the one that stands can: the details
            say on which lines.
    """
    wanted = storable(text)
    if not wanted.strip():
        raise Refused(EMPTY)
    raw, unread = _read(wanted)
    with transaction.atomic():
        draft = _to_edit(actor, draft_id, base)
        if unread and isinstance(_readable(draft.text), dict):
            raise Refused(NOT_OVER_READABLE, unread)
        return _keep(actor, draft, wanted, raw)


def restore_revision(actor: Actor, draft_id: int, number: int, *, base: int) -> AgreementDraft:
    """Let a draft say again what it said in an earlier revision, as a new one. Again: nothing more is changed.

    Args:
        actor: who takes it back.
        draft_id: the draft.
        number: of the revision whose text is wanted.
        base: the revision that the actor has read.

    Raises:
        Overtaken: somebody has changed the draft since.
        Refused: as `edit_draft`; or there is no such revision.
    """
    with transaction.atomic():
        draft = _to_edit(actor, draft_id, base)
        wanted = draft.revisions.filter(number=number).first()
        if wanted is None:
            raise Refused(f"Utkastet har ingen lydelse med nummer {number}.")
        if wanted.text == draft.text:
            return draft
        kept = _keep(actor, draft, wanted.text, _readable(wanted.text), restores=number)
        facts = {"revision": kept.revision, "from": number}
        record("agreement_draft", draft.pk, "restored", by_id=actor.user_id, facts=facts)
    return kept


def _read(text: str) -> tuple[Raw, tuple[str, ...]]:
    """Return what stands in a text, and why it is no table of sound YAML, one line each; nothing where it is."""
    try:
        raw = raw_of_text(text)
    except DefinitionFaults as found:
        return None, tuple(f"Rad {fault.line}: {in_swedish(fault.message)}" for fault in found.faults)
    return raw, () if isinstance(raw, dict) else (NO_TABLE,)


def _readable(text: str) -> Raw:
    """Return what stands in a text; None where it is no sound YAML, which forms would lose a part of."""
    return _read(text)[0]


def save_plain(actor: Actor, draft_id: int, plain: object, *, base: int) -> AgreementDraft:
    """Replace a whole draft with plain data in the shape of the YAML file. Raises as `edit_draft`."""
    try:
        text = text_of_raw(raw_of_plain(plain))
    except DefinitionFaults as found:
        raise Refused(
            "Definitionen går inte att läsa.", tuple(fault.message for fault in found.faults)
        ) from found
    return save_text(actor, draft_id, text, base=base)


def _to_edit(actor: Actor, draft_id: int, base: int) -> AgreementDraft:
    draft = locked_draft(draft_id)
    DRAFT.take("edit", draft.state, actor.roles)
    if draft.revision != base:
        raise Overtaken(draft)
    return draft


def _keep(
    actor: Actor, draft: AgreementDraft, text: str, raw: Raw, *, restores: int | None = None
) -> AgreementDraft:
    """Keep a text as the next revision; one that says the same changes nothing, and no approval grows old by it."""
    if text == draft.text:
        return draft
    if len(text) > LONGEST:
        raise Refused(f"Texten är {len(text)} tecken. Högst {LONGEST} får plats.")
    draft.text, draft.revision = text, draft.revision + 1
    draft.code, draft.title = (storable(text_at(raw, name)) for name in ("code", "title"))
    draft.code, draft.title = draft.code[:60], draft.title[:LONGEST_TITLE]
    draft.changed_by_id, draft.changed_at = actor.user_id, clock.now()
    draft.save(update_fields=["text", "revision", "code", "title", "changed_by", "changed_at"])
    _keep_text(draft, restores)
    return draft


def _keep_text(draft: AgreementDraft, restores: int | None = None) -> None:
    """Keep the text of the revision that a draft has come to, so that it can be read and taken back."""
    DraftRevision.objects.create(
        draft=draft,
        number=draft.revision,
        text=draft.text,
        saved_by_id=draft.changed_by_id,
        saved_at=draft.changed_at,
        restores=restores,
    )


def publish_draft(actor: Actor, draft_id: int, *, base: int, despite: bool = False) -> AgreementVersion:
    """Publish a draft as a new agreement; from then on it is as any other. The same again gives what was published.

    The locks: the draft, then the agreement.

    Args:
        actor: who publishes it.
        draft_id: the draft.
        base: the revision that the actor has read.
        despite: the actor has seen what is not settled, and publishes all the same.

    Raises:
        Overtaken: somebody has changed the draft since it was read.
        NotSettled: not all of the three have approved it, comments are open, or something must be confirmed.
        Refused: the actor publishes nothing, began the draft or changed it last; it has faults; or its
            code is taken.
    """
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if (
            draft.state == DraftState.PUBLISHED
            and draft.published_by_id == actor.user_id
            and draft.published_as
        ):
            return draft.published_as
        found = checked(draft.text, on=clock.today())
        DRAFT.take("publish", draft.state, actor.roles, _met(actor, draft, found))
        if draft.revision != base:
            raise Overtaken(draft)
        if found.definition is None:
            raise Refused(str(DraftNeeds.NO_FAULTS.value))
        points = page_around(draft, actor).open_points
        if points and not despite:
            raise NotSettled(points)
        publication = publish(
            found.definition, source_file=f"utkast {draft.pk}", by_id=actor.user_id, simulated=draft.simulated
        )
        draft.state, draft.published_as = DraftState.PUBLISHED, publication.version
        draft.published_by_id = actor.user_id
        draft.save(update_fields=["state", "published_as", "published_by"])
        facts = {"code": draft.code, "revision": draft.revision, "sha256": publication.version.sha256}
        facts |= {"despite": list(points)} if points else {}
        record("agreement_draft", draft.pk, "published", by_id=actor.user_id, facts=facts)
    return publication.version


def _met(actor: Actor, draft: AgreementDraft, found: Checked) -> Collection[DraftNeeds]:
    is_free = (
        found.definition is not None and not Agreement.objects.filter(code=found.definition.code).exists()
    )
    return {
        need
        for need, holds in (
            (DraftNeeds.NO_FAULTS, found.definition is not None),
            (DraftNeeds.SECOND_PERSON, actor.user_id not in {draft.owner_id, draft.changed_by_id}),
            (DraftNeeds.CODE_IS_FREE, is_free),
        )
        if holds
    }


def discard_draft(actor: Actor, draft_id: int) -> AgreementDraft:
    """Throw a draft away; it stays to be read, with what was said about it. Raises Refused."""
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.state == DraftState.DISCARDED:
            return draft
        DRAFT.take("discard", draft.state, actor.roles)
        draft.state = DraftState.DISCARDED
        draft.save(update_fields=["state"])
        record("agreement_draft", draft.pk, "discarded", by_id=actor.user_id)
    return draft
