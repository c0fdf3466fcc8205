using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Checks;

/// <summary>Numbers that are neither infinite nor, which is the same as missing, NaN.</summary>
[Part("finite", "Numbers are not infinite; NaN counts as a missing value.")]
public sealed record FiniteCheck : ICheck
{
    public string Expected => "no infinite value";

    public CheckResult Run(CheckInput input)
    {
        if (input.Values is not DoubleColumn column) return CheckResult.Passed;
        var rows = FailingRows.Of(input, row => double.IsInfinity(column.Values[row]));
        return CheckResult.Of("infinite_value", input, rows, $"Column '{input.Column}' has", rows.Length == 1 ? "infinite value" : "infinite values", row => ShownValue.Of(column, row));
    }
}
