using System.Globalization;
using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Checks;

/// <summary>A value in every row, or in a share of them.</summary>
[Part("not_null", "Values are not missing, or no more of them than a share leaves.")]
public sealed record NotNullCheck : ICheck
{
    [Param("The smallest share of rows that must have a value.", Min = 0, Max = 1)]
    public double Share { get; init; } = 1;

    public string Expected => Share == 1 ? "a value in every row" : string.Create(CultureInfo.InvariantCulture, $"a value in at least {Share * 100:0.##}% of the rows");

    public CheckResult Run(CheckInput input)
    {
        var column = input.Values;
        var rows = FailingRows.Of(input, column.IsMissing);
        if (rows.Length == 0 || column.Length - rows.Length >= Share * column.Length) return CheckResult.Passed;
        return new CheckResult(Share == 1 ? "missing_values" : "too_few_present",
            string.Create(CultureInfo.InvariantCulture, $"Column '{input.Column}' misses {rows.Length} of {column.Length} values, and {Expected} is expected: {CheckResult.List(input, rows)}."), rows);
    }
}
