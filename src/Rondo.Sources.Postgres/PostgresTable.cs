namespace Rondo.Sources.Postgres;

/// <summary>A table or view; one of the search path needs no schema before its name.</summary>
readonly record struct PostgresTable(string Schema, string Name, bool IsVisible)
{
    public string FullName => $"{Schema}.{Name}";

    public string ShortName => IsVisible ? Name : FullName;

    public string Sql => $"{Quote(Schema)}.{Quote(Name)}";

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
