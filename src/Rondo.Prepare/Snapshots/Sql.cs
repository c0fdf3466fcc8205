namespace Rondo.Prepare.Snapshots;

/// <summary>Writes literals for the few places of SQL that take no parameters, such as COPY.</summary>
static class Sql
{
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
