"""The shape of two divisions beside each other, for the schema. Amounts are whole kronor."""

from typing import Any

from rest_framework import serializers

Plain = dict[str, Any]


class LabelsSerializer(serializers.Serializer[Plain]):
    """What the two divisions are."""

    before = serializers.CharField()
    after = serializers.CharField()


class TotalSerializer(serializers.Serializer[Plain]):
    """A division as a whole."""

    pots_total_sek = serializers.IntegerField()
    distributed_sek = serializers.IntegerField()
    undistributed_sek = serializers.IntegerField()
    counties_taking_part = serializers.IntegerField()


class TotalsSerializer(serializers.Serializer[Plain]):
    """Both divisions as a whole, and what moves between them."""

    before = TotalSerializer()
    after = TotalSerializer()
    gained_sek = serializers.IntegerField(help_text="What those who gain get more, together.")
    lost_sek = serializers.IntegerField(help_text="What those who lose get less, together.")
    gainers = serializers.IntegerField()
    losers = serializers.IntegerField()
    counties_fallen = serializers.ListField(child=serializers.CharField())
    counties_risen = serializers.ListField(child=serializers.CharField())


class AmountsSerializer(serializers.Serializer[Plain]):
    """Kronor before and after."""

    before_sek = serializers.IntegerField()
    after_sek = serializers.IntegerField()
    change_sek = serializers.IntegerField()
    before_per_inhabitant = serializers.CharField(help_text="Kronor with two decimals, as in Swedish: 11,37.")
    after_per_inhabitant = serializers.CharField()


class PartyDifferenceSerializer(AmountsSerializer):
    """A party."""

    party = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="municipality or region")
    county = serializers.CharField()


class CountyDifferenceSerializer(AmountsSerializer):
    """A county with all its parties."""

    county = serializers.CharField()
    name = serializers.CharField()
    took_part = serializers.BooleanField()
    takes_part = serializers.BooleanField()


class KindDifferenceSerializer(AmountsSerializer):
    """Kommuner or regioner together."""

    kind = serializers.CharField()
    paid_before = serializers.IntegerField(help_text="How many got anything.")
    paid_after = serializers.IntegerField()


class PotSideSerializer(serializers.Serializer[Plain]):
    """A part of a pot in one division."""

    amount_sek = serializers.IntegerField()
    distributed_sek = serializers.IntegerField()
    undistributed_sek = serializers.IntegerField()
    sharers = serializers.IntegerField()


class PotDifferenceSerializer(serializers.Serializer[Plain]):
    """A part of a pot in both divisions."""

    requirement = serializers.CharField()
    kind = serializers.CharField()
    before = PotSideSerializer()
    after = PotSideSerializer()


class DifferenceSerializer(serializers.Serializer[Plain]):
    """Two divisions beside each other."""

    labels = LabelsSerializer()
    totals = TotalsSerializer()
    parties = PartyDifferenceSerializer(many=True)
    counties = CountyDifferenceSerializer(many=True)
    kinds = KindDifferenceSerializer(many=True)
    pots = PotDifferenceSerializer(many=True)
