"""From a spec's bytes to what is linted."""

from __future__ import annotations

import pytest

from generator.pipeline import Settings, Source, compile_spec


@pytest.mark.parametrize(
    ("region", "regions"), [("", ("us-east-1", "eu-west-1")), ("region: ap-south-1", ("ap-south-1",))]
)
def test_a_spec_is_linted_for_its_own_region_or_else_for_the_projects(region: str, regions: tuple[str, ...]) -> None:
    data = f"version: 1\n{region}\ntables: {{Orders: {{partition_key: id}}}}\n".encode()
    source = Source(data, "orders.yaml", "orders", "specs/orders.yaml", "templates")

    (compiled,) = compile_spec(source, Settings(regions=("us-east-1", "eu-west-1")))
    assert compiled.regions == regions


def test_the_name_of_the_spec_stands_in_any_value() -> None:
    data = b"""
version: 1
description: Tables of ${Dynaspec::Spec}
tables: {Orders: {partition_key: id, table_name: "${Dynaspec::Spec}-orders", alarms: false, policies: false}}
"""
    source = Source(data, "shop.yaml", "shop", "specs/shop.yaml", "templates")

    (compiled,) = compile_spec(source, Settings())
    text = compiled.text or ""
    assert "\nDescription: Tables of shop\n" in text
    assert "\n      TableName: shop-orders\n" in text
