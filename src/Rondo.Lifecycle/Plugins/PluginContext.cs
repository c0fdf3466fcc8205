using System.Reflection;
using System.Runtime.Loader;

namespace Rondo.Lifecycle.Plugins;

/// <summary>
/// Where the plugins of one folder live. They share the product's assemblies and the framework's, so that a part of theirs is a part
/// of ours; what else they need comes from their folder.
/// </summary>
sealed class PluginContext(string folder) : AssemblyLoadContext($"plugins of {folder}")
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Shared(assemblyName.Name!) is { } shared) return shared;
        var file = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? Load(File.ReadAllBytes(file)) : null;
    }

    /// <summary>From memory: the file is not locked, and what runs is what was hashed.</summary>
    public Assembly Load(byte[] bytes) => LoadFromStream(new MemoryStream(bytes));

    /// <summary>The product's or framework's assembly of this name, or null.</summary>
    public static Assembly? Shared(string name)
    {
        try
        {
            return Default.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (Exception fault) when (fault is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }
}
