using Rondo.Prepare.Sources.Cells;

namespace Rondo.Sources.Sqlite;

/// <summary>A column of a result, and what the table's declaration tells of it.</summary>
/// <param name="Name">The column's.</param>
/// <param name="DeclaredType">As CREATE TABLE has it, in any words; null for an expression.</param>
readonly record struct SqliteColumn(string Name, string? DeclaredType)
{
    // SQLite has neither booleans nor times: 0 and 1, and ISO 8601, stand for them (sqlite.org/datatype3.html).
    public CellRules Rules => new(TextMeaning.Times, MayBeBoolean: DeclaredType?.Contains("BOOL", StringComparison.OrdinalIgnoreCase) == true);
}
