using System.Globalization;
using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Checks;

/// <summary>Neither too few nor too many rows.</summary>
[Part("rows", "The data have at least min and at most max rows.")]
public sealed record RowsCheck : ICheck
{
    [Param("The fewest rows allowed.", Min = 0, Max = 1e15)]
    public long Min { get; init; }

    [Param("The most rows allowed; when it is not given, any number.", Min = 0, Max = 1e15)]
    public long? Max { get; init; }

    public bool IsOfTable => true;

    public string Expected => Max is null ? FormattableString.Invariant($"at least {Min:N0} rows")
        : Min == 0 ? FormattableString.Invariant($"at most {Max:N0} rows")
        : FormattableString.Invariant($"{Min:N0} to {Max:N0} rows");

    public string? Problem => Max < Min ? string.Create(CultureInfo.InvariantCulture, $"min {Min} is above max {Max}.") : null;

    public CheckResult Run(CheckInput input)
    {
        var rows = input.Table.RowCount;
        var code = rows < Min ? "too_few_rows" : rows > Max ? "too_many_rows" : null;
        return code is null ? CheckResult.Passed : new CheckResult(code, string.Create(CultureInfo.InvariantCulture, $"The data have {rows:N0} rows; expected are {Expected}."), []);
    }
}
