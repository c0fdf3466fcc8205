using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Split;

namespace Rondo.Prepare.Checks;

/// <summary>Values out of a list.</summary>
[Part("in", "Values are among those listed.")]
public sealed record SetCheck : ICheck
{
    private const int Shown = 10;

    [Param("The values allowed: texts, numbers, true and false, or times.")]
    public object[] Values { get; init; } = [];

    public string Expected => $"one of {string.Join(", ", Values.Take(Shown).Select(Word))}{(Values.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {Values.Length - Shown} more") : "")}";

    public string? Problem => Values.Length == 0 ? "it lists no value." : null;

    public IEnumerable<Mistake> Refuse(Schema schema, string? column)
    {
        var type = schema.Find(column!)!.Type;
        foreach (var value in Values)
            if (!Fits(type, value))
                yield return new Mistake("wrong_column_type", $"{ShownValue.Quoted(Word(value))} can't be a value of column '{column}', which is {type.Word}.") { Hint = "Remove it from the list." };
    }

    public CheckResult Run(CheckInput input)
    {
        var rows = input.Values switch
        {
            TextColumn texts => OfTexts(input, texts),
            DoubleColumn numbers => OfNumbers(input, numbers),
            IntegerColumn whole => OfKeys(input, whole),
            _ => [],
        };
        return CheckResult.Of("unexpected_value", input, rows, $"Column '{input.Column}' has", rows.Length == 1 ? $"value that is not {Expected}" : $"values that are not {Expected}", row => ShownValue.Of(input.Values, row));
    }

    int[] OfTexts(CheckInput input, TextColumn column)
    {
        var known = Values.Select(Word).ToHashSet(StringComparer.Ordinal);
        return FailingRows.OfTexts(input, column, text => !known.Contains(text));
    }

    int[] OfNumbers(CheckInput input, DoubleColumn column)
    {
        var known = Values.Select(value => Convert.ToDouble(value, CultureInfo.InvariantCulture)).ToHashSet();
        return FailingRows.Of(input, row => !column.IsMissing(row) && !known.Contains(column.Values[row]));
    }

    int[] OfKeys(CheckInput input, IntegerColumn column)
    {
        var known = Values.Select(value => KeyOf(column.Type, value)).ToHashSet();
        return FailingRows.Of(input, row => !column.IsMissing(row) && !known.Contains(OrderStatistics.Key(column.Values[row])));
    }

    static bool Fits(ColumnType type, object value) => type switch
    {
        ColumnType.Text => true,
        ColumnType.Boolean => value is bool,
        ColumnType.Double => value is int or long or double,
        ColumnType.Int64 => value is int or long || value is double number && number == Math.Floor(number),
        _ => value is string && Instant.TryParse(type, value, out _),
    };

    static ulong KeyOf(ColumnType type, object value)
    {
        if (value is bool flag) return OrderStatistics.Key(flag ? 1L : 0L);
        Instant.TryParse(type, value, out var key);
        return key;
    }

    // As a file of text spells it.
    static string Word(object value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
