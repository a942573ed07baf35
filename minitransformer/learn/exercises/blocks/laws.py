"""Laws of blocks: nothing flows from the padding, and in a decoder nothing from the future."""

from collections.abc import Callable

from torch import Tensor

from ...exercise import Arguments, Law
from ...lawbook import unaffected
from ...said import Said

Change = tuple[dict[str, object], Callable[[Tensor], Tensor]]


def padding_unseen(real: Callable[[Arguments], Tensor | None]) -> Law:
    """What stands in the padding of x changes no real position. `real` reads from the arguments which are."""

    def change(arguments: Arguments) -> list[Change]:
        tokens = real(arguments)
        if tokens is None:
            return []
        x = arguments["x"] + 3 * ~tokens[..., None]
        return [({**arguments, "x": x}, lambda result: result[tokens])]

    return unaffected(Said("the padding changes nothing", "패딩은 아무것도 바꾸지 않음"), change)


def memory_padding_unseen() -> Law:
    """What stands in the padding of memory changes nothing."""

    def change(arguments: Arguments) -> list[Change]:
        tokens = arguments["memory_mask"][:, 0, 0]
        memory = arguments["memory"] + 3 * ~tokens[..., None]
        return [({**arguments, "memory": memory}, lambda result: result)]

    return unaffected(
        Said("the memory's padding changes nothing", "memory의 패딩은 아무것도 바꾸지 않음"), change
    )


def future_unseen() -> Law:
    """The last position changes no other."""

    def change(arguments: Arguments) -> list[Change]:
        x = arguments["x"].clone()
        x[:, -1] += 3
        return [({**arguments, "x": x}, lambda result: result[:, :-1])]

    return unaffected(Said("nothing flows from the future", "미래에서는 아무것도 오지 않음"), change)
