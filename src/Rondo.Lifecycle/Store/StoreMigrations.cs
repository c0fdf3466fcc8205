using System.Globalization;
using System.Reflection;

namespace Rondo.Lifecycle.Store;

/// <summary>The numbered scripts that bring a store of any earlier version up to date.</summary>
static class StoreMigrations
{
    const string Prefix = "Rondo.Lifecycle.Store.Migrations.";

    static readonly string[] _resources = FindResources();

    public static int Latest => _resources.Length;

    public static IEnumerable<StoreMigration> After(int version)
    {
        for (var next = version; next < Latest; next++) yield return Load(_resources[next]);
    }

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
