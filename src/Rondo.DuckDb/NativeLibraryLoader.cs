using System.Reflection;
using System.Runtime.InteropServices;

namespace Rondo.DuckDb;

/// <summary>Finds DuckDB's library beside the program.</summary>
static class NativeLibraryLoader
{
    public const string Name = "duckdb";

    static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    public static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name) return 0;
        foreach (var folder in Folders(assembly))
        {
            var path = Path.Combine(folder, FileName);
            if (!File.Exists(path)) continue;
            try
            {
                return NativeLibrary.Load(path);
            }
            catch (DllNotFoundException e)
            {
                throw new DuckDbException($"{path} does not load on this platform ({RuntimeInformation.RuntimeIdentifier}).", e);
            }
        }
        throw new DuckDbException(
            $"DuckDB's library {FileName} is not beside the program in {AppContext.BaseDirectory}. " +
            "The build copies it from the npm package @duckdb/node-bindings for this platform: run `npm ci` in the repository's root and build again.");
    }

    static IEnumerable<string> Folders(Assembly assembly)
    {
        yield return AppContext.BaseDirectory;
        if (assembly.Location is { Length: > 0 } location) yield return Path.GetDirectoryName(location)!;
    }
}
