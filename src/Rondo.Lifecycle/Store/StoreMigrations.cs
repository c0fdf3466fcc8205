using System.Globalization;
using System.Reflection;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store;

/// <summary>The numbered scripts that bring a store of any earlier version up to date.</summary>
static class StoreMigrations
{
    const string Prefix = "Rondo.Lifecycle.Store.Migrations.";

    /// <summary>Stands in the scripts where a table is kept in the order of its key by an engine that can.</summary>
    public const string Clustered = "/* clustered */";

    /// <summary>Stands where the engine is to refuse that rows of the audit log are changed or deleted; each says so in its own words.</summary>
    public const string OnlyGrows = "/* audit only grows */";

    public const string Table = "CREATE TABLE migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_us BIGINT NOT NULL)";

    public const string Note = "INSERT INTO migrations (version, name, applied_us) VALUES (@Version, @Name, @now)";

    static readonly string[] _resources = FindResources();

    public static int Latest => _resources.Length;

    public static IEnumerable<StoreMigration> After(int version)
    {
        for (var next = version; next < Latest; next++) yield return Load(_resources[next]);
    }

    public static RondoException Newer(string store, int version) => new("store_newer",
        string.Create(CultureInfo.InvariantCulture, $"The store '{store}' was written by a newer Rondo (store version {version}; this one knows up to {Latest})."),
        "Update Rondo, or use another --workspace.");

    static string[] FindResources()
    {
        var names = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToArray();
        for (var i = 0; i < names.Length; i++)
            if (NumberOf(names[i]) != i + 1)
                throw new InvalidOperationException($"Migration {i + 1} is missing: found '{names[i]}' in its place.");
        return names;
    }

    static int NumberOf(string resource) => int.Parse(resource.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture);

    static StoreMigration Load(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return new StoreMigration(NumberOf(resource), resource[Prefix.Length..^".sql".Length], reader.ReadToEnd());
    }
}

sealed record StoreMigration(int Version, string Name, string Sql);
