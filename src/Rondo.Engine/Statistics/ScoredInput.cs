using Rondo.Engine.Data;

namespace Rondo.Engine.Statistics;

/// <summary>Scores and labels from the fields of an input.</summary>
static class ScoredInput
{
    public static double[] Probabilities(this StatisticInput input, string field)
    {
        var values = input.Numbers(field);
        foreach (var value in values)
            if (value is < 0 or > 1) throw input.Bad(field, FormattableString.Invariant($"it holds {value}"), "probabilities from 0 to 1");
        return values;
    }

    /// <summary>0 and 1, or false and true; one for each score.</summary>
    public static bool[] Labels(this StatisticInput input, int scores)
    {
        var values = input.Values("labels") is IntegerColumn { Type: ColumnType.Boolean } truths
            ? [.. truths.Values.Select((v, row) => truths.IsMissing(row) ? double.NaN : v)]
            : input.Numbers("labels");
        if (values.Length != scores) throw input.Bad("labels", $"there are {values.Length}, and {scores} scores", "one for each score");
        foreach (var value in values)
            if (value is not (0 or 1)) throw input.Bad("labels", FormattableString.Invariant($"it holds {value}"), "0 or 1 at every place");
        return Array.ConvertAll(values, v => v == 1);
    }
}
