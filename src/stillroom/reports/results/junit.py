"""JUnit XML, the dialect that the common readers accept (there is no official specification).

Steps are test cases: failed is ``<failure>``, blocked is ``<skipped>``, a fault of the grader is
``<error>``. What was looked at beside the schema at a step (values, probes) follows the step, each
as a case of its own, without a time. Times are seconds. The cleaning of the record leaves no
character that XML forbids.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from stillroom.reports.base import About
from stillroom.reports.scores import names
from stillroom.results.record import Result
from stillroom.results.step import Look, Step

is_document = True


def render(results: Sequence[Result], about: About) -> str:
    """Return one document with a suite per result."""
    root = ET.Element(
        "testsuites", {"name": "stillroom", **_counts(results), "time": _time(results)}
    )
    for result in results:
        # Readers take cases of the same class and name for one, so a class names its submission.
        named = f"{result.exercise} {result.submission}"
        root.append(_suite(result, named if len(results) > 1 else result.exercise))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(result: Result, class_: str) -> ET.Element:
    name = f"{result.exercise} {result.submission}"
    suite = ET.Element("testsuite", {"name": name, **_counts([result]), "time": _time([result])})
    properties = ET.SubElement(suite, "properties")
    for key, value in (
        ("score", result.points),
        ("max_score", result.max_points),
        ("sandbox", result.sandbox),
        *(("by_hand", line) for line in result.changes_by_hand),
    ):
        ET.SubElement(properties, "property", {"name": key, "value": str(value)})
    seconds = result.seconds / max(1, len(result.steps))
    for step, name in zip(result.steps, names(result), strict=True):
        about = {"name": name, "classname": class_, "time": f"{seconds:.3f}"}
        suite.append(_case(result, step, about))
        suite.extend(_look_case(name, class_, look) for look in step.values)
    if result.verdict == "error":
        case = ET.SubElement(
            suite, "testcase", {"name": "grading", "classname": class_, "time": "0"}
        )
        ET.SubElement(case, "error", {"message": result.findings[0].message, "type": "GraderFault"})
    return suite


def _case(result: Result, step: Step, about: dict[str, str]) -> ET.Element:
    mistake = result.mistakes[0] if result.mistakes and step.status == "failed" else None
    if mistake and mistake.file:
        about |= {"file": mistake.file, "line": str(mistake.line or 1)}
    case = ET.Element("testcase", about)
    if step.status == "blocked":
        ET.SubElement(case, "skipped", {"message": step.note})
    elif step.status == "failed":
        message = mistake.message if mistake else f"expected {step.expected}, found {step.seen}"
        failure = ET.SubElement(
            case, "failure", {"message": message, "type": mistake.code if mistake else "state"}
        )
        failure.text = "\n".join(f"{finding.message} {finding.hint}" for finding in result.mistakes)
    return case


def _look_case(step: str, class_: str, look: Look) -> ET.Element:
    about = {"name": f"{step}: {look.what}", "classname": class_, "time": "0"}
    case = ET.Element("testcase", about)
    if look.status == "failed":
        message = f"expected {look.expected}, found {look.found}"
        ET.SubElement(case, "failure", {"message": message, "type": "values"})
    return case


def _counts(results: Sequence[Result]) -> dict[str, str]:
    steps = [step for result in results for step in result.steps]
    seen: list[Step | Look] = [*steps, *(look for step in steps for look in step.values)]
    errors = sum(result.verdict == "error" for result in results)
    return {
        "tests": str(len(seen) + errors),
        "failures": str(sum(case.status == "failed" for case in seen)),
        "errors": str(errors),
        "skipped": str(sum(step.status == "blocked" for step in steps)),
    }


def _time(results: Sequence[Result]) -> str:
    return f"{sum(result.seconds for result in results):.3f}"
