using System.Globalization;
using Rondo.Deploy.Host;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>How addresses name models.</summary>
static class Names
{
    /// <summary>name, name@alias or name@3; a version of its own goes with a plain name.</summary>
    public static ServedReference Parse(string target, string? version = null)
    {
        if (version is not null) return new ServedReference(target, Version: VersionOf(target, version));
        var at = target.LastIndexOf('@');
        if (at < 0) return new ServedReference(target);
        var (name, rest) = (target[..at], target[(at + 1)..]);
        return rest.Length > 0 && rest.All(char.IsAsciiDigit) ? new ServedReference(name, Version: VersionOf(name, rest)) : new ServedReference(name, rest);
    }

    static int VersionOf(string name, string version) => int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw ServingException.NotFound("unknown_version", $"Model '{name}' has no version '{version}'.");
}
