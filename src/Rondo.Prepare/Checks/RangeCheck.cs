using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Split;

namespace Rondo.Prepare.Checks;

/// <summary>Numbers and times between two bounds, which are allowed themselves.</summary>
[Part("range", "Values are at least min and at most max; a column may say min and max itself.")]
public sealed record RangeCheck : ICheck
{
    [Param("The smallest value allowed: a number, or a time such as 2020-12-31.")]
    public object? Min { get; init; }

    [Param("The largest value allowed.")]
    public object? Max { get; init; }

    public string Expected => (Min, Max) switch
    {
        (_, null) => $"at least {Word(Min)}",
        (null, _) => $"at most {Word(Max)}",
        _ => $"{Word(Min)} to {Word(Max)}",
    };

    public string? Problem
    {
        get
        {
            if (Min is null && Max is null) return "it has neither min nor max.";
            foreach (var bound in (object?[])[Min, Max])
                if (bound is bool || bound is double value && !double.IsFinite(value)) return $"{Word(bound)} is no bound; expected a number or a time.";
            if (Min is null || Max is null) return null;
            if (Min is string != Max is string) return $"{Word(Min)} and {Word(Max)} are not of one kind.";
            var isWrong = Min is string low ? string.CompareOrdinal(low, (string)Max) > 0 : Number(Min) > Number(Max);
            return isWrong ? $"min {Word(Min)} is above max {Word(Max)}." : null;
        }
    }

    public IEnumerable<Mistake> Refuse(Schema schema, string? column)
    {
        var type = schema.Find(column!)!.Type;
        if (type is ColumnType.Text or ColumnType.Boolean)
        {
            yield return new Mistake("wrong_column_type", $"Only numbers and times have a range; column '{column}' is {type.Word}.") { Hint = type == ColumnType.Text ? "For texts there are `in`, `matches` and `length`." : "Remove it here." };
            yield break;
        }
        foreach (var bound in ((object?[])[Min, Max]).OfType<object>())
            if (bound is string != type.IsTemporal || !Instant.TryParse(type, bound, out _))
                yield return new Mistake("wrong_column_type", $"The bound {Word(bound)} does not fit column '{column}', which is {type.Word}.") { Hint = type.IsTemporal ? "Write a time such as 2020-12-31." : "Write a number." };
    }

    public CheckResult Run(CheckInput input)
    {
        var rows = input.Values switch
        {
            DoubleColumn numbers => OfNumbers(input, numbers),
            IntegerColumn { Type: ColumnType.Int64 } whole => OfWhole(input, whole),
            IntegerColumn times => OfTimes(input, times),
            _ => [],
        };
        var found = (Min, Max) switch
        {
            (_, null) => $"below {Word(Min)}",
            (null, _) => $"above {Word(Max)}",
            _ => $"outside {Expected}",
        };
        return CheckResult.Of("out_of_range", input, rows, $"Column '{input.Column}' has", (rows.Length == 1 ? "value " : "values ") + found, row => ShownValue.Of(input.Values, row));
    }

    int[] OfNumbers(CheckInput input, DoubleColumn column)
    {
        var (min, max) = (Min is null ? double.NegativeInfinity : Number(Min), Max is null ? double.PositiveInfinity : Number(Max));
        return FailingRows.Of(input, row => column.Values[row] < min || column.Values[row] > max);
    }

    int[] OfWhole(CheckInput input, IntegerColumn column)
    {
        var min = Min switch { null => long.MinValue, double value => (long)Math.Ceiling(value), var whole => Convert.ToInt64(whole, CultureInfo.InvariantCulture) };
        var max = Max switch { null => long.MaxValue, double value => (long)Math.Floor(value), var whole => Convert.ToInt64(whole, CultureInfo.InvariantCulture) };
        return FailingRows.Of(input, row => !column.IsMissing(row) && (column.Values[row] < min || column.Values[row] > max));
    }

    int[] OfTimes(CheckInput input, IntegerColumn column)
    {
        var (min, max) = (ulong.MinValue, ulong.MaxValue);
        if (Min is not null) Instant.TryParse(column.Type, Min, out min);
        if (Max is not null) Instant.TryParse(column.Type, Max, out max);
        return FailingRows.Of(input, row => !column.IsMissing(row) && OrderStatistics.Key(column.Values[row]) is var key && (key < min || key > max));
    }

    static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    static string Word(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
