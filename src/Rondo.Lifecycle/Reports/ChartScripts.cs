using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Rondo.Lifecycle.Reports;

/// <summary>The chart library that a report carries: Vega, Vega-Lite and Vega-Embed, packed, each with its hash for the page's policy.</summary>
public sealed class ChartScripts
{
    static readonly string[] _names = ["vega", "vega-lite", "vega-embed"];

    ChartScripts(IReadOnlyList<PackedScript> scripts, string licences)
    {
        Scripts = scripts;
        Licences = licences;
    }

    /// <summary>No scripts at all: a report of tables.</summary>
    public static ChartScripts None { get; } = new([], "");

    internal IReadOnlyList<PackedScript> Scripts { get; }

    internal string Licences { get; }

    public bool AreThere => Scripts.Count > 0;

    /// <summary>Reads the scripts from the folder <c>assets</c> beside the program; none when one of them isn't there.</summary>
    public static ChartScripts Load() => Load(Path.Combine(AppContext.BaseDirectory, "assets"));

    public static ChartScripts Load(string folder)
    {
        var files = _names.Select(n => Path.Combine(folder, n + ".min.js")).ToArray();
        if (!files.All(File.Exists)) return None;
        var licences = _names.Select(n => (Name: n, File: Path.Combine(folder, n + ".license.txt"))).Where(l => File.Exists(l.File))
            .Select(l => $"{l.Name}\n\n{File.ReadAllText(l.File).Trim()}");
        return new ChartScripts([.. files.Select(f => Pack(File.ReadAllText(f)))], string.Join("\n\n\n", licences));
    }

    static PackedScript Pack(string script)
    {
        // A source map is a file that the report doesn't carry.
        var map = script.LastIndexOf("//# sourceMappingURL=", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(map < 0 ? script : script[..map].TrimEnd());
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(bytes);
        return new PackedScript(Convert.ToBase64String(packed.ToArray()), HashOf(bytes));
    }

    internal static string HashOf(ReadOnlySpan<byte> text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(text))}'";
}

/// <summary>A script as base64 of gzip, and the hash of what it unpacks to, as a content security policy writes it.</summary>
sealed record PackedScript(string Base64, string Hash);
