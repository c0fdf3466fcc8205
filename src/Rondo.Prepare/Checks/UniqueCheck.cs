using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Clean;

namespace Rondo.Prepare.Checks;

/// <summary>No two rows with the same key. A row whose key has a missing value equals no other.</summary>
[Part("unique", "No value comes twice, nor the values of several columns together; of equal rows the later ones fail.")]
public sealed record UniqueCheck : ICheck
{
    [Param("The columns that are unique together; beside the column itself, when the check is a column's.")]
    public string[] Columns { get; init; } = [];

    public string Expected => Columns.Length == 0 ? "no value twice" : $"no {string.Join(", ", Columns)} twice";

    public IEnumerable<Mistake> Refuse(Schema schema, string? column)
    {
        foreach (var name in Columns.Where(name => !schema.Contains(name)))
            yield return new Mistake("unknown_column", $"There is no column '{name}'.") { Hint = Spelling.DidYouMean(name, schema.Fields.Select(f => f.Name)) };
        if (column is null && Columns.Length == 0) yield return new Mistake("missing_value", "The check names no column.");
    }

    public CheckResult Run(CheckInput input)
    {
        string[] key = [.. new[] { input.Column }.OfType<string>().Concat(Columns).Distinct()];
        var table = input.Table.Select(key);
        var firsts = Duplicates.FirstEquals(table, input.Cancellation);
        var rows = FailingRows.Of(input, row => firsts[row] != row && !IsMissing(table, row));
        var subject = key is [var only] ? $"Column '{only}' has" : $"Columns {string.Join(", ", key.Select(k => $"'{k}'"))} have";
        return CheckResult.Of("duplicate_key", input, rows, subject, rows.Length == 1 ? "repeated value" : "repeated values", row =>
            string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", table.Columns.Select(c => ShownValue.Of(c, row)))}, as in row {input.NumberOf(firsts[row])}"));
    }

    static bool IsMissing(Table table, int row)
    {
        foreach (var column in table.Columns)
            if (column.IsMissing(row)) return true;
        return false;
    }
}
