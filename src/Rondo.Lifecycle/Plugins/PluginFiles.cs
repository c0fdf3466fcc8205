using System.Reflection;
using System.Security.Cryptography;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Plugins;

/// <summary>
/// Finds and loads plugins: the files of a folder <c>plugins</c> beside a lifecycle file or a workspace, those named on the command line,
/// and those of the variable RONDO_PLUGINS. Nothing else is ever loaded as code; a model's package least of all.
/// </summary>
public static class PluginFiles
{
    const string FolderName = "plugins";
    const string Variable = "RONDO_PLUGINS";

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, PluginContext> s_contexts = new(StringComparer.Ordinal);
    private static readonly HashSet<string> s_loaded = new(StringComparer.Ordinal);
    private static bool s_knowsEnvironment;

    /// <summary>Every <c>plugins/*.dll</c> in this folder.</summary>
    public static void LoadBeside(string folder)
    {
        var plugins = Path.Combine(Path.GetFullPath(folder), FolderName);
        if (!Directory.Exists(plugins)) return;
        foreach (var file in Directory.EnumerateFiles(plugins, "*.dll").Order(StringComparer.Ordinal)) LoadUnlessOurs(file);
    }

    /// <summary>One file.</summary>
    /// <exception cref="RondoException">It is missing, is no .NET assembly, or can't be used.</exception>
    public static void Load(string file)
    {
        if (!File.Exists(file)) throw new RondoException(new Mistake("file_not_found", $"There is no plugin '{file}'.") { File = file, Hint = "Give the path of its .dll." });
        if (NameOf(file) is null) throw new RondoException(new Mistake("bad_plugin", $"'{file}' is no .NET assembly.") { File = file, Hint = "Give the path of the .dll that the plugin's build makes." });
        LoadUnlessOurs(file);
    }

    /// <summary>The files of RONDO_PLUGINS, separated as paths are.</summary>
    public static void LoadFromEnvironment()
    {
        lock (s_lock)
        {
            if (s_knowsEnvironment) return;
            s_knowsEnvironment = true;
        }
        foreach (var file in (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Load(file);
    }

    /// <summary>A program's own assembly, so that the file's words find the parts in it.</summary>
    public static void Use(Assembly assembly)
    {
        if (RondoParts.Product.Contains(assembly) || LoadedPlugins.All.Any(p => p.Assembly == assembly)) return;
        var name = assembly.GetName().Name + ".dll";
        var file = assembly.Location is { Length: > 0 } location ? location : null;
        // An assembly without a file has its module's identity, which each build makes anew.
        var hash = file is null ? assembly.ManifestModule.ModuleVersionId.ToString("N") : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        LoadedPlugins.Add(new Plugin(name, hash, assembly), RondoParts.Product);
    }

    // Copies of the product's assemblies and native libraries lie beside a plugin after its build.
    static void LoadUnlessOurs(string file)
    {
        file = Path.GetFullPath(file);
        lock (s_lock)
        {
            if (NameOf(file) is not { } name || PluginContext.Shared(name) is not null || s_loaded.Contains(file)) return;
            var folder = Path.GetDirectoryName(file)!;
            if (!s_contexts.TryGetValue(folder, out var context)) s_contexts.Add(folder, context = new PluginContext(folder));
            var bytes = File.ReadAllBytes(file);
            // Another plugin of the folder may have needed it already.
            var assembly = context.Assemblies.FirstOrDefault(a => a.GetName().Name == name) ?? context.Load(bytes);
            LoadedPlugins.Add(new Plugin(Path.GetFileName(file), Convert.ToHexStringLower(SHA256.HashData(bytes)), assembly), RondoParts.Product);
            s_loaded.Add(file);
        }
    }

    static string? NameOf(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file).Name;
        }
        catch (Exception fault) when (fault is BadImageFormatException or FileLoadException)
        {
            return null;
        }
    }
}
