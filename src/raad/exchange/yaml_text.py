"""YAML as people write it: one document, no key twice, no references; faults name line and column."""

from __future__ import annotations

from typing import Any

from raad.quantities.errors import BadInput

LARGEST = 1_000_000  # characters; a scenario is a page, a longer file is another kind of file


def parse(text: str, where: str) -> Any:
    """Read one YAML document.

    Parameters
    ----------
    text
        The document.
    where
        Name of the file; it stands in every error.

    Raises
    ------
    BadInput
        If the text is no YAML, a key stands twice, or it uses anchors; the text names line and column.

    Examples
    --------
    >>> parse("name: test", "a.yaml")
    {'name': 'test'}
    """
    import yaml

    if len(text) > LARGEST:
        raise BadInput(f"{where} has {len(text)} characters; a scenario has at most {LARGEST}. Choose another file.")
    try:
        loader = _strict(yaml)(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BadInput(f"{where}{place}: {err.problem or err.context}. Correct the YAML there.") from None
    except yaml.YAMLError as err:
        raise BadInput(f"{where} is no YAML text: {' '.join(str(err).split())}. Save it as plain text.") from None
    except (ValueError, OverflowError) as err:  # a date such as 2024-99-99
        raise BadInput(f"{where} holds a value that cannot be read: {err}. Put it in quotes.") from None
    except RecursionError:
        raise BadInput(f"{where} is nested too deeply. A scenario has three levels at most.") from None


def _strict(yaml: Any) -> type:
    """Make a safe loader that refuses doubled keys and references."""

    class Strict(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark
                raise yaml.constructor.ConstructorError(None, None, "references (*name) are not supported", mark)
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[Any] = set()
            for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
                name = (key.tag, str(key.value))
                if name in seen:
                    problem = f"the key {key.value!r} stands twice in one block"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                seen.add(name)
            return super().construct_mapping(node, deep)

    return Strict
