"""Definitions for tests: a small one in which everything is sound, and the example that the format was designed on."""

from agreements.domain.definition import Definition
from agreements.domain.loading import DefinitionFaults, Fault, load_definition
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition

FILE = "prov.yaml"

HEAD = """\
code: prov-2014
title: Prov 2014
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
size_classes: {small_below: 15000, large_from: 50000}
dates: {opens: 2014-03-01, closes: 2014-10-15, preliminary: 2014-10-31, final: 2014-11-30, payment: 2014-12-31}
"""

SOUND = (
    HEAD
    + """\
assess_together: [GK1, GK2]
budget:
  total: 1000
  lines:
    - {name: Samordning, recipient: SKL, amount: 100, report_due: 2015-03-31}
set_by:
  population_date: {who: Någon, date: 2014-01-01, note: Källan anger ingen dag.}
  split.PM1: {who: Någon, note: Hälften var.}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse finns.
    questions:
      - {key: decided, type: yes_no, label: Är den beslutad?}
    rule: {key: c1, yes: decided, text: Den är beslutad.}
  - code: GK2
    kind: grundkrav
    name: Webb
    parties: [municipality]
    text: En sida finns.
    questions:
      - {key: page, type: link, label: Sidan}
    rule: {key: c1, link: page, text: Sidan finns.}
  - code: PM1
    kind: prestationsmal
    name: Tid
    parties: [municipality, region]
    text: Minst 90 procent i tid.
    pot: 900
    split: {municipality: 50, region: 50}
    allocation: shared
    closes: 2014-11-02
    questions:
      - {key: done, type: count, label: Klara}
      - {key: in_time, type: count, label: I tid}
    rule:
      all:
        - {key: c1, share: {of: [in_time], in: [done]}, at_least_percent: "90", text: Minst 90 procent.}
        - {key: c2, manual: Är rapporteringen riktig?, text: Rapporteringen är riktig.}
"""
)

EXAMPLE = """\
code: prio-2014
title: Stöd till riktade insatser inom området psykisk ohälsa 2014
year: 2014
reference: S2013/8791/FS
assessor: Socialstyrelsen        # a requirement may name another
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none            # none | weight | cap
size_classes: {small_below: 15000, large_from: 50000}
preliminary: {for: all, covers: grundkrav, completion_closes: 2014-11-10}     # for: all | on_request | none
dates: {opens: 2014-03-01, closes: 2014-10-15, preliminary: 2014-10-31, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 81500000, lines: [{name: Samordning, recipient: SKL, amount: 1500000, report_due: 2015-03-31}]}
set_by:                          # who decided what the sources leave open; a value of null is unset
  population_date: {who: …, date: 2014-01-01, note: …}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkansöverenskommelse
    parties: [municipality, region]
    text: the wording of the agreement
    criterion: what is in fact assessed, where that differs
    guidance: what the assessor looks at, in plain words
    follows: {agreement: prio-2013, requirement: GK1}     # the same demand in an earlier year
    questions:
      - {key: decided, type: yes_no, label: …}
      - {key: agreement, type: document, label: …, sections: [målgrupper, gemensamma mål, rutiner, ansvar, tvister]}
      - {key: commented, type: consultations, label: …, when: {yes: decided}}
    rule:
      all:
        - {key: c1, yes: decided, text: …}
        - {key: c2, document: agreement, sections: all, text: …}
        - {key: c3, manual: "har synpunkterna lämnats, inte bara erbjudits?", text: …}
  - code: A1
    kind: prestationsmal         # or population_grant: a pot without questions and rule, every party shares
    assessor: SKL
    pot: 80000000
    parties: [region]
    split: {region: 100}         # percent of the pot per kind of party; needed where two kinds take part
    allocation: shared           # shared | capped
    closes: 2014-11-02           # where it differs; a question may have its own too
    text: the wording of the goal
    name: Tid till första bedömning
    questions:
      - {key: done, type: count, source: vantetider, label: …}
      - {key: within_30_days, type: count, source: vantetider, label: …}
      - {key: patient_chosen, type: count, source: vantetider, label: …}
      - {key: response_rate, type: percent, source: vantetider, label: …}
    rule:
      all:
        - {key: c1, share: {of: [within_30_days], in: [done], minus: [patient_chosen]}, at_least_percent: "90",
           when_zero: undecided, text: …}
        - {key: c2, value: response_rate, at_least: "95", text: …}
"""


def load(text: str) -> Definition:
    """Load a definition that is sound."""
    return load_definition(text, FILE)


def faults_of(text: str) -> tuple[Fault, ...]:
    """Return the faults of a definition; none when it is sound."""
    try:
        load_definition(text, FILE)
    except DefinitionFaults as error:
        return error.faults
    return ()


def line_of(text: str, part: str) -> int:
    """Return the line where `part` stands first in `text`, from 1."""
    return text[: text.index(part)].count("\n") + 1


def changed(old: str, new: str, text: str = SOUND) -> str:
    """Return a definition with one part changed. The part must stand there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def requirement(questions: str, rule: str) -> RequirementDefinition:
    """Load one grundkrav with these questions and this rule (YAML of one line each question)."""
    listed = "\n".join(f"      - {line}" for line in questions.strip().splitlines())
    listed = f"    questions:\n{listed}\n" if questions.strip() else ""
    text = (
        f"{HEAD}budget: {{total: 100, lines: [{{name: R, recipient: SKL, amount: 100}}]}}\nrequirements:\n"
        f"  - code: GK1\n    kind: grundkrav\n    name: Krav\n    parties: [municipality]\n    text: Krav.\n"
        f"{listed}    rule: {rule}\n"
    )
    return load(text).requirement("GK1")


def question(line: str) -> Question:
    """Load one question, written as YAML on one line."""
    return requirement(line, "{key: c1, manual: Är det så?, text: Det är så.}").questions[0]
