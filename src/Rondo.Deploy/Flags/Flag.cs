using System.Collections.Immutable;
using System.Net;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Flags;

/// <summary>A flag of a model host: the same on the command line, and as a variable of the environment where a host is told by one.</summary>
/// <param name="Name">With its dashes, such as <c>--max-body</c>.</param>
public sealed record Flag(string Name, string Description)
{
    /// <summary>What holds when the flag isn't given.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it stands alone, without a value.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Whether it may be given several times.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>The only values there are; empty for any.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>The variable of the environment: <c>RONDO_MAX_BODY</c>.</summary>
    public string Variable => $"RONDO_{Name[2..].Replace('-', '_').ToUpperInvariant()}";

    /// <summary>What <c>--bind</c> says.</summary>
    /// <exception cref="RondoException">It is no address.</exception>
    public static IPAddress AddressOf(string bind) =>
        bind == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(bind, out var address) ? address
        : throw new RondoException("bad_arguments", $"--bind takes an IP address; found '{bind}'.", "127.0.0.1 is this machine alone, 0.0.0.0 every network of it.");
}
