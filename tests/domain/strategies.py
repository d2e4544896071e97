"""Made-up values for whatever an entity declares, derived from the declaration itself."""

import re
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect


def values_of(declared: Any) -> st.SearchStrategy[Any]:
    """Plain values, as they travel in JSON, for a type; Structs become mappings.

    Raises TypeError for a type without a rule.
    """
    return _values(inspect.type_info(declared))


# One line for each kind of type.
def _values(kind: inspect.Type) -> st.SearchStrategy[Any]:  # noqa: C901
    match kind:
        case inspect.Metadata(type=inner):
            return _values(inner)
        case inspect.StructType(fields=fields):
            needed = {field.encode_name: _values(field.type) for field in fields if field.required}
            free = {
                field.encode_name: _values(field.type) for field in fields if not field.required
            }
            return st.fixed_dictionaries(needed, optional=free)
        case inspect.UnionType(types=types):
            return st.one_of(*map(_values, types))
        case inspect.ListType(item_type=item, min_length=least, max_length=most):
            return st.lists(_values(item), min_size=least or 0, max_size=min(most or 5, 5))
        case inspect.LiteralType(values=allowed):
            return st.sampled_from(allowed)
        case inspect.StrType():
            return _texts(kind)
        case inspect.IntType(ge=least, le=most):
            return st.integers(least, most)
        case inspect.FloatType(ge=least, le=most, multiple_of=step):
            return (
                _steps(least or 0, most or 1e6, step)
                if step
                else st.floats(least, most, allow_nan=False, allow_infinity=False)
            )
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.DateType():
            return st.dates().map(lambda day: day.isoformat())
        case inspect.DateTimeType():
            return st.datetimes(timezones=st.timezones()).map(msgspec.to_builtins)
        case _:
            raise TypeError(f"no values for {kind}")


def _texts(kind: inspect.StrType) -> st.SearchStrategy[str]:
    if kind.pattern:
        return st.from_regex(re.compile(kind.pattern, re.ASCII), fullmatch=True).map(str.strip)
    kept = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    return st.text(kept, min_size=kind.min_length or 0, max_size=min(kind.max_length or 60, 60))


def _steps(least: float, most: float, step: float) -> st.SearchStrategy[float]:
    return st.integers(0, int((most - least) / step)).map(lambda count: least + count * step)
