using System.Globalization;

namespace Rondo.Prepare.Checks;

/// <summary>What a check found.</summary>
/// <param name="Code">A stable word for what is wrong; null when the check is passed.</param>
/// <param name="Message">What was found, how often and where; empty when the check is passed.</param>
/// <param name="Rows">The rows of the table that fail, in order, from 0 on; none when it is not a matter of rows.</param>
public sealed record CheckResult(string? Code, string Message, int[] Rows)
{
    private const int Named = 5;

    public static CheckResult Passed { get; } = new(null, "", []);

    public bool IsPassed => Code is null;

    /// <summary>The result for these failing rows: passed when there is none.</summary>
    /// <param name="found">What they have in common, after their number: "values below 0".</param>
    /// <param name="first">What the first of them is like, such as its value.</param>
    public static CheckResult Of(string code, CheckInput input, int[] rows, string subject, string found, Func<int, string> first) => rows.Length == 0
        ? Passed
        : new CheckResult(code, string.Create(CultureInfo.InvariantCulture, $"{subject} {rows.Length} {found}: {List(input, rows)} (the first is {first(rows[0])})."), rows);

    /// <summary>As "row 3" or "rows 3, 5 and 8" or "rows 1, 2, 3, 4, 5 and 27 more".</summary>
    public static string List(CheckInput input, int[] rows)
    {
        if (rows.Length == 1) return string.Create(CultureInfo.InvariantCulture, $"row {input.NumberOf(rows[0])}");
        var shown = rows.Take(rows.Length <= Named ? rows.Length - 1 : Named).Select(row => input.NumberOf(row).ToString(CultureInfo.InvariantCulture));
        var last = rows.Length <= Named ? input.NumberOf(rows[^1]).ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{rows.Length - Named} more");
        return $"rows {string.Join(", ", shown)} and {last}";
    }
}
