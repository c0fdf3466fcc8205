using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Exports;

namespace Rondo.Lifecycle.Images;

/// <summary>The system's loader and C libraries that a program needs: an image of nothing else has to bring them.</summary>
public static partial class SystemLibraries
{
    static readonly ImmutableDictionary<Architecture, string[]> s_loaders = ImmutableDictionary.CreateRange<Architecture, string[]>(
    [
        new(Architecture.X64, ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"]),
        new(Architecture.Arm64, ["/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1"]),
    ]);

    /// <summary>Paths within the image, and the files of this machine that go there.</summary>
    /// <exception cref="RondoException">This machine is no Linux of the program's architecture, or lacks one of them.</exception>
    public static IReadOnlyList<(string Path, string File)> Of(string program, Architecture architecture, CancellationToken cancellation = default)
    {
        var loader = s_loaders[architecture].FirstOrDefault(File.Exists);
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != architecture || loader is null)
            throw new RondoException("no_system_libraries", $"An image takes its C library from a Linux on {architecture.ToString().ToLowerInvariant()}; this machine is another one.", "Make the image there, or in your pipeline.");
        // The loader itself tells what it would load.
        var listed = Tool.Find(loader)!.Run(Path.GetTempPath(), cancellation, "--list", Path.GetFullPath(program));
        var files = new List<(string, string)> { (loader, loader) };
        foreach (Match line in Listed().Matches(listed))
        {
            var (name, file) = (line.Groups["name"].Value, line.Groups["file"].Value);
            if (!File.Exists(file)) throw new RondoException("no_system_libraries", $"The program needs {name}, which is not on this machine.");
            files.Add(($"{ImageLayer.LibraryFolder}/{name}", file));
        }
        return [.. files.OrderBy(f => f.Item1, StringComparer.Ordinal)];
    }

    // libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f...)
    [GeneratedRegex(@"^\s*(?<name>[^\s/]+) => (?<file>\S+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Listed();
}
