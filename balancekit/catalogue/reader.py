"""Reads YAML: the package's own files quickly, a person's file with PyYAML's own explanations.

A module of its own, because PyYAML is not needed where the parsed files were kept.
"""

from __future__ import annotations

from typing import Any

import yaml

SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"


class OwnFileLoader(SafeLoader):
    """Reads the package's own files in half of PyYAML's time: it makes the values as it goes, without a tree of nodes.

    It knows what these files use: mappings, lists, plain and quoted scalars, anchors, and merge keys with one mapping.
    A person's file goes through PyYAML's own loader, which knows the rest and explains faults. A test holds the two
    against each other.
    """

    def get_single_data(self) -> Any:
        """The value of the file."""
        self._anchored: dict[str, Any] = {}
        for _ in ("stream start", "document start"):
            self.get_event()
        return self._value(self.get_event())

    def _value(self, event: yaml.NodeEvent) -> Any:
        next_event, value = self.get_event, None
        match event:
            case yaml.AliasEvent():
                return self._anchored[event.anchor]
            case yaml.ScalarEvent():
                value = self._scalar(event)
            case yaml.SequenceStartEvent():
                value = []
                while not isinstance(item := next_event(), yaml.SequenceEndEvent):
                    value.append(self._value(item))
            case yaml.MappingStartEvent():
                value = {}
                while not isinstance(key := next_event(), yaml.MappingEndEvent):
                    inner = self._value(next_event())
                    if key.value == "<<":
                        value = {**inner, **value}
                    else:
                        value[self._scalar(key)] = inner
        if event.anchor:
            self._anchored[event.anchor] = value
        return value

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text, plain = event.value, event.implicit[0]
        if plain and text[:1] in self.yaml_implicit_resolvers:  # may be a number, a truth value, nothing
            tag = self.resolve(yaml.ScalarNode, text, event.implicit)
            if tag != _TEXT:
                return self.construct_object(yaml.ScalarNode(tag, text))
        return text
