"""A learner's file: read anew for every check, whatever is in it."""

import importlib.util
import sys
from pathlib import Path

from .exercise import Exercise, Function
from .retold import retell
from .said import Said

MODULE = "_learners_file"


def read(path: Path, exercise: Exercise) -> Function | Said:
    """The function that the file defines, or why there is none."""
    forget(path.parent)
    sys.path[:0] = [str(path.parent)]
    try:
        specification = importlib.util.spec_from_file_location(MODULE, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        sys.modules[MODULE] = module
        specification.loader.exec_module(module)
    except FileNotFoundError:
        return Said(f"There is no file {path.name}.", f"{path.name} 파일이 없습니다.")
    except (Exception, SystemExit) as error:
        said = retell(error, str(path), exercise.axes)
        return Said(
            f"{path.name} cannot be imported. {said.en}", f"{path.name} 파일을 불러올 수 없습니다. {said.ko}"
        )
    finally:
        sys.path.remove(str(path.parent))
    function = getattr(module, exercise.name, None)
    if not callable(function):
        return Said(
            f"{path.name} defines no function `{exercise.name}`.",
            f"{path.name}에 `{exercise.name}` 함수가 없습니다.",
        )
    return function


def forget(folder: Path) -> None:
    """Let the learner's own modules be read again when they are imported again."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).parent == folder:
            del sys.modules[name]
    importlib.invalidate_caches()
