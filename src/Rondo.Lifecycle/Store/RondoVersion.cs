using System.Reflection;

namespace Rondo.Lifecycle.Store;

/// <summary>This program's version, as runs, models and cached steps record it.</summary>
public static class RondoVersion
{
    public static string Current { get; } =
        typeof(RondoVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
