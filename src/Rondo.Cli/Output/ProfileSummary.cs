using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Prepare.Profile;

namespace Rondo.Cli.Output;

/// <summary>A profile as a person reads it on a screen: a line for each column, then what looks wrong.</summary>
static class ProfileSummary
{
    private const int MostColumns = 100;
    private const int ShownLength = 24;

    public static void Write(TextWriter writer, DataProfile profile, string page)
    {
        var twins = profile.DuplicateRows is > 0 and var duplicates ? $", of which {Count(duplicates)} equal an earlier one" : "";
        writer.WriteLine($"{Count(profile.Rows)} rows{twins}, {Count(profile.Columns.Length)} columns");
        writer.WriteLine();
        TextTable.Write(writer, ["column", "type", "missing", "distinct", "min", "median", "mean", "max", "most frequent"], [.. profile.Columns.Take(MostColumns).Select(Row)]);
        if (profile.Columns.Length > MostColumns) writer.WriteLine($"... and {Count(profile.Columns.Length - MostColumns)} more columns");
        writer.WriteLine();
        foreach (var alert in profile.Alerts)
            writer.WriteLine($"{"note",-7} {alert.Message} [{alert.Code}]");
        writer.WriteLine($"{"profile",-7} {Near(page)}");
    }

    static IReadOnlyList<string> Row(ColumnProfile column)
    {
        var numbers = column.Numbers;
        return
        [
            Plain(column.Name, 40), column.Type.Word, column.Missing == 0 ? "0" : (column.Missing / (double)column.Rows).ToString("0.0%", CultureInfo.InvariantCulture), Count(column.Distinct),
            column.First ?? Number(numbers?.Min), Number(numbers?.Median), Number(numbers?.Mean), column.Last ?? Number(numbers?.Max),
            column.Top.IsEmpty ? "" : $"{Plain(column.Top[0].Value, ShownLength)} ({(column.Top[0].Count / (double)column.Count).ToString("0.0%", CultureInfo.InvariantCulture)})",
        ];
    }

    static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "";

    static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    // Control characters would move a terminal's cursor.
    static string Plain(string text, int most)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return plain.Length <= most ? plain : plain[..(most - 3)] + "...";
    }

    static string Near(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
