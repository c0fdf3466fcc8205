using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Packages;

/// <summary>Names of files in a package: relative, safe to write to a folder on any system.</summary>
static class PackageFileName
{
    const int LongestName = 200;
    static readonly HashSet<string> _devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    };

    /// <summary>Refuses names that lead out of the folder, or that two systems would read differently.</summary>
    public static string Check(string name)
    {
        var isGood = name.Length is > 0 and <= LongestName && name != ModelPackage.ManifestName && name.Split('/').All(IsGoodPart);
        return isGood ? name : throw new RondoException("invalid_package", $"'{name}' can't be a file's name in a package.",
            "Names are relative, with '/' between folders, of letters, digits, '.', '_' and '-'.");
    }

    public static void CheckAll(IEnumerable<string> names)
    {
        // Names that differ only by case, or that are a file here and a folder there, can't both be written to a folder.
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var folders = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (!files.Add(Check(name))) throw Clash(name);
            for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
                folders.Add(name[..slash]);
        }
        if (files.FirstOrDefault(folders.Contains) is { } both) throw Clash(both);
    }

    static bool IsGoodPart(string part) =>
        part.Length > 0 && part[0] != '.' && part[^1] != '.'
        && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        && !_devices.Contains(part.Split('.')[0]);

    static RondoException Clash(string name) => new("invalid_package", $"The package has two files or folders named '{name}'.");
}
