"""Imports of the project's own modules: under another name, from another module, with too many dots."""

import ast
import re

from stillroom.course.base import base_files
from stillroom.diagnosis.context import Context, Frame, finding
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.submission.source_tree import SourceFile
from stillroom.util.text import nearest


def own_module(name: str, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for a module of app/ that is imported as *name*, and is not there under it."""
    paths = [*base_files(), *context.submission.files]  # grading has the starter's own files, too
    modules = {_module(path): path for path in paths if path.startswith("app/")}
    *above, last = name.split(".")
    there = [module for module in modules if module.rpartition(".")[2] == last]
    tails = {module.partition(".")[2] for module in modules}
    if there and (not above or above[0] in ("app", "src") or name in tails):
        module = min(there, key=lambda known: (not known.endswith(f".{name}"), len(known)))
        message = f"There is no module {name}. There is {modules[module]}, which is {module}."
        is_relative = re.search(r"\bfrom\s+\.", context.text_at(frame))
        hint = f"Write its whole name: {module}."
        if is_relative and frame:
            hint = _dots(frame[0], module)
        return finding("import-error", message, hint, frame)
    if name.partition(".")[0] != "app":
        return None
    message = f"There is no module {name}."
    likely = nearest(name, sorted(modules))
    message += f" The nearest name is {likely}." if likely else ""
    hint = "Each file of app/ is a module: app/database.py is app.database. Compare the name with the files."
    return finding("import-error", message, hint, frame)


def _dots(path: str, module: str) -> str:
    """How a file at *path* names *module* of the same package."""
    folders = path.split("/")[:-1]
    parts = module.split(".")
    shared = 0
    while shared < min(len(folders), len(parts) - 1) and folders[shared] == parts[shared]:
        shared += 1
    relative = "." * (len(folders) - shared + 1) + ".".join(parts[shared:])
    return f"One dot is the folder of the file itself, and each dot more is one folder up: here it is {relative}, or {module}."


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def name_of_another_module(
    trouble: ReportedError, frame: Frame, context: Context
) -> Finding | None:
    """Return the finding for a name that is imported from one module of app/ and made in another one."""
    match = _NOT_IN_MODULE.search(trouble.message) if trouble.kind == "ImportError" else None
    if match is None:
        return None
    name, module = match["name"], match["module"]
    makers = [file.path for file in context.application if _makes(file, name)]
    if len(makers) != 1 or not module.startswith("app") or _module(makers[0]) == module:
        return None
    maker = _module(makers[0])
    if match["circle"]:
        message = f"Two modules import each other: {name} is not ready yet in {module}. It is made in {makers[0]}."
        place = next((at for at in reversed(trouble.frames) if name in context.text_at(at)), frame)
        return finding("circular-import", message, f"Import {name} from {maker}.", place)
    message = f"{module} has no {name} to import. It is made in {makers[0]}."
    return finding("import-error", message, f"Import it from {maker}.", frame)


_NOT_IN_MODULE = re.compile(
    r"cannot import name '(?P<name>\w+)' from (?P<circle>partially initialized module )?'(?P<module>[\w.]+)'"
)


def _makes(file: SourceFile, name: str) -> bool:
    """Tell whether *file* makes *name* at its top: as a class, a function or a variable."""
    for node in file.tree.body if file.tree else ():
        match node:
            case (
                ast.ClassDef(name=made)
                | ast.FunctionDef(name=made)
                | ast.AsyncFunctionDef(name=made)
            ):
                pass
            case ast.Assign(targets=[ast.Name(id=made)]) | ast.AnnAssign(target=ast.Name(id=made)):
                pass
            case _:
                continue
        if made == name:
            return True
    return False


def relative_import(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for a relative import that leads out of the package, or of no package at all."""
    if frame is None or "attempted relative import" not in trouble.message:
        return None
    if not frame[0].startswith("app/"):
        message = "A relative import stands in a revision, and a revision belongs to no package."
        hint = "Put what the revision needs into the revision itself: only app/ can be imported."
        return finding("import-error", message, hint, frame)
    message = f"The import has one dot too many: the top package is app, and {frame[0]} is in it."
    if frame[0].count("/") > 1:
        message = (
            f"The import has too many dots: they lead out of app, the top package, from {frame[0]}."
        )
    imported = re.search(r"\bfrom\s+\.+\s*(\w[\w.]*)?", context.text_at(frame))
    module = f"app.{imported[1]}" if imported and imported[1] else "app"
    return finding("import-error", message, _dots(frame[0], module), frame)
