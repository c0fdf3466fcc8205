using System.Reflection;

namespace Rondo.Engine.Catalog;

/// <summary>Something that is made of the plugins' assemblies beside the product's, and made anew when a plugin comes.</summary>
public sealed class PluginAware<T>(Func<IEnumerable<Assembly>, T> make)
{
    private volatile Made? _made;

    public T Value
    {
        get
        {
            var plugins = LoadedPlugins.All;
            if (_made is not { } made || made.Plugins != plugins.Length) _made = made = new Made(plugins.Length, make(plugins.Select(p => p.Assembly)));
            return made.Value;
        }
    }

    private sealed record Made(int Plugins, T Value);
}
