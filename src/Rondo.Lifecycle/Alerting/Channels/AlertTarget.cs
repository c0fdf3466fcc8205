using System.Collections.Immutable;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Alerting.Channels;

/// <summary>Who is told, and how, as the file says it: <c>${NAME}</c> stays as it is written until something is sent.</summary>
/// <param name="Channel">The name of a part.</param>
/// <param name="To">An address, or a program and its arguments; nothing for the log.</param>
public sealed record AlertTarget(string Channel, ImmutableArray<string> To)
{
    public static AlertTarget Log { get; } = new(LogChannel.Name, []);

    /// <summary>What messages are signed with; the rule's own when the file has none.</summary>
    public string? Secret { get; init; }

    /// <summary>For people, without the secrets of addresses.</summary>
    public override string ToString() => To.IsEmpty ? Channel : $"{Channel} {Secrets.HideLiterals(string.Join(' ', To))}";
}
