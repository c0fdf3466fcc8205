using System.Reflection;

namespace Rondo.Deploy.Protocols;

/// <summary>Rondo's version, for protocols that tell it.</summary>
public static class ServerVersion
{
    public static string Text { get; } = typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
