"""Acting on chosen cases of the queue: first what would happen, then doing it, then what happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from assessment.domain.queue import LARGEST_KEY, Filters
from assessment.models import RoundKind
from assessment.selectors.queue import MOST_CHOSEN
from assessment.selectors.queue_choice import Choice, approval_outlook, chosen, worked_on_by_others
from assessment.selectors.queue_people import assessors
from assessment.services.assigning import Assigned, assign
from assessment.services.batches import approve_clear
from assessment.views.queue import address, back, posted_filters, show
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import ASSESSING_ROLES, Actor
from prio.refused import NotPermitted, Refused
from prio.swedish import counted, listed

CASES = "ärende,ärenden"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to do with the cases that they chose. people: primary keys of the assessors."""

    actor: Actor
    code: str
    kind: RoundKind
    choice: Choice
    people: tuple[int, ...]

    @property
    def names(self) -> dict[int, str]:
        """The names of those who assess: one query."""
        return {one.id: one.name for one in assessors()}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen, in sentences; button: what the button says, empty where nothing would happen."""

    title: str
    sentences: tuple[str, ...]
    button: str


@require_POST
def queue_act(request: ActorRequest, code: str, kind: RoundKind) -> HttpResponse:
    """Ask whether to go on; when that is answered, do it."""
    filters = posted_filters(request, kind)
    cases = _cases(request)
    choice = chosen(request.actor, code, kind, filters, cases)
    if choice is None:
        raise Http404
    verb = _VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    asked = Asked(request.actor, code, kind, choice, _keys(request.POST.getlist("bedomare")))
    try:
        refuse_nothing(asked)
        if "bekraftat" not in request.POST:
            outlook = verb.outlook(asked)
            return _confirm(request, asked, filters, outlook)
        messages.success(request, verb.act(asked))
    except Refused as refusal:
        return show(request, code, kind, filters, refusal=refusal, chosen=frozenset(cases or ()))
    return back(code, kind, filters)


def _confirm(request: ActorRequest, asked: Asked, filters: Filters, outlook: Outlook) -> HttpResponse:
    context = {
        "code": asked.code,
        "kind": asked.kind,
        "outlook": outlook,
        "left": left_out(asked.choice),
        "verb": request.POST["verb"],
        "cases": ",".join(map(str, asked.choice.cases)),
        "people": asked.people,
        "query": filters.query(),
        "back": address(asked.code, asked.kind, filters),
    }
    return render(request, "assessment/queue/confirm.html", context)


def _cases(request: ActorRequest) -> tuple[int, ...] | None:
    """Return what was chosen; None where it is the whole list."""
    if request.POST.get("alla"):
        return None
    sent = request.POST.get("arenden", "")
    return _keys([*request.POST.getlist("arende"), *sent.split(",")])


def _keys(sent: Sequence[str]) -> tuple[int, ...]:
    """Return the primary keys among what was sent, each once."""
    numbers = (
        int(one) for one in sent if one.isascii() and one.isdigit() and len(one) < len(str(LARGEST_KEY))
    )
    return tuple(dict.fromkeys(numbers))


def refuse_nothing(asked: Asked) -> None:
    """Refuse who does not assess, and a choice with nothing in it. Raises Refused."""
    if asked.actor.roles.isdisjoint(ASSESSING_ROLES):
        raise NotPermitted("Bara den som bedömer fördelar och godkänner ärenden.")
    if not asked.choice.cases:
        raise Refused("Välj minst ett ärende som pågår.", left_out(asked.choice))


def left_out(choice: Choice) -> tuple[str, ...]:
    """Return in sentences what of a choice is not touched, and why."""
    said = []
    if choice.recused:
        said.append(f"{counted(choice.recused, CASES)} lämnas utanför, eftersom du är jävig.")
    if choice.ended:
        words = "ärende är redan avgjort eller borta,ärenden är redan avgjorda eller borta"
        said.append(f"{counted(choice.ended, words)}.")
    if choice.is_cut:
        said.append(f"Det är de första {MOST_CHOSEN} i listan. Fler går inte att välja på en gång.")
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that is done with cases: what would happen, and doing it, which tells what happened."""

    outlook: Callable[[Asked], Outlook]
    act: Callable[[Asked], str]


def _approval_outlook(asked: Asked) -> Outlook:
    _refuse_preliminary(asked)
    outlook = approval_outlook(asked.actor, asked.code, asked.choice.cases)
    if outlook is None:
        raise Http404
    if outlook.obstacle:
        raise Refused(outlook.obstacle)
    said = []
    if outlook.final:
        words = "ärende blir slutligt,ärenden blir slutliga"
        said.append(f"{counted(outlook.final, words)} nu, med utfallet uppfyllt.")
    if outlook.for_approval:
        said.append(
            f"{counted(outlook.for_approval, CASES)} går till en annan bedömare genom stickprovet. Slutligt blir det "
            "när den har godkänt."
        )
    if outlook.left:
        said.append(
            f"{counted(outlook.left, CASES)} lämnas utan ändring: något återstår att se på, en annan myndighet bedömer "
            "kravet, eller något nytt har kommit in."
        )
    number = outlook.final + outlook.for_approval
    title = f"Godkänna {counted(number, CASES)}?" if number else "Inget av de valda går att godkänna samlat"
    return Outlook(title, tuple(said), f"Godkänn {counted(number, CASES)}" if number else "")


def _approve(asked: Asked) -> str:
    _refuse_preliminary(asked)
    done = approve_clear(asked.actor, asked.code, asked.choice.cases)
    if not done.final and not done.for_approval:
        return "Inget nytt godkändes: de valda är redan godkända eller inte längre klara."
    said = [f"{counted(done.final, 'ärende är slutligt,ärenden är slutliga')}."]
    if done.for_approval:
        said.append(f"{counted(done.for_approval, CASES)} väntar på en annan bedömare genom stickprovet.")
    if done.left:
        said.append(f"{counted(done.left, CASES)} lämnades utan ändring.")
    return " ".join(said)


def _refuse_preliminary(asked: Asked) -> None:
    if asked.kind != RoundKind.FINAL:
        raise Refused("Preliminära bedömningar skickas av ansvarig bedömare. De godkänns inte samlat.")


def _taking_outlook(asked: Asked) -> Outlook:
    return _own_outlook(asked, "Ta", "ärende blir ditt,ärenden blir dina")


def _putting_back_outlook(asked: Asked) -> Outlook:
    return _own_outlook(asked, "Lägg tillbaka", "ärende blir ingens,ärenden blir ingens")


def _own_outlook(asked: Asked, verb: str, becomes: str) -> Outlook:
    others = worked_on_by_others(asked.actor, asked.code, asked.kind, asked.choice.cases)
    number = len(asked.choice.cases) - others
    said = [f"{counted(number, becomes)}."] if number else []
    if others:
        said.append(f"{counted(others, CASES)} har redan en annan bedömare, och lämnas där.")
    if not number:
        return Outlook("Någon annan har redan de valda ärendena", tuple(said), "")
    button = f"{verb} {counted(number, CASES)}"
    return Outlook(f"{button}?", tuple(said), button)


def _giving_outlook(asked: Asked) -> Outlook:
    names = _chosen_names(asked)
    words = counted(len(asked.choice.cases), CASES)
    if len(names) == 1:
        said = (f"{words} tilldelas {names[0]}.",)
        title = f"Tilldela {names[0]} {words}?"
    else:
        said = (f"{words} fördelas jämnt mellan {listed(names)}. Den som har minst får nästa.",)
        title = f"Fördela {words} på {len(names)} bedömare?"
    more = "Ingen får ärenden som en annan myndighet bedömer, eller som den är jävig i."
    return Outlook(title, (*said, more), f"Fördela {words}")


def _chosen_names(asked: Asked) -> list[str]:
    known = asked.names
    names = [known[one] for one in asked.people if one in known]
    if not names:
        raise Refused("Välj minst en bedömare att fördela till.")
    return names


def _take(asked: Asked) -> str:
    done = assign(asked.actor, asked.code, asked.kind, asked.choice.cases, [asked.actor.user_id])
    number = sum(done.by_assessor.values())
    return _with_left(
        f"{counted(number, 'ärende är ditt,ärenden är dina')}." if number else "Inget ärende blev ditt.", done
    )


def _put_back(asked: Asked) -> str:
    done = assign(asked.actor, asked.code, asked.kind, asked.choice.cases, [])
    return _with_left(f"{counted(len(asked.choice.cases) - done.left, CASES)} är ingens.", done)


def _give(asked: Asked) -> str:
    _chosen_names(asked)
    names = asked.names
    done = assign(asked.actor, asked.code, asked.kind, asked.choice.cases, asked.people)
    got = [f"{names[who]} fick {counted(number, CASES)}" for who, number in done.by_assessor.items()]
    return _with_left(f"{listed(got)}." if got else "Ingen fick något ärende.", done)


def _with_left(said: str, done: Assigned) -> str:
    if not done.left:
        return said
    return f"{said} {counted(done.left, CASES)} lämnades utan ändring: någon annans, en annan myndighets, eller jäv."


_VERBS = {
    "godkann": Verb(_approval_outlook, _approve),
    "ta": Verb(_taking_outlook, _take),
    "lagg": Verb(_putting_back_outlook, _put_back),
    "fordela": Verb(_giving_outlook, _give),
}
