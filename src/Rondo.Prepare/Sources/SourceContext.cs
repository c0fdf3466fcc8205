using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources;

/// <summary>What a source at an address is given beside its address.</summary>
public sealed record SourceContext
{
    public required SourceOptions Options { get; init; }

    /// <summary>The format that the file declares; null: what the address's ending or the answer tells.</summary>
    public string? Format { get; init; }

    /// <summary>A folder of its own that later runs find again, for what needn't be fetched twice; null: there is none.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Where the last run stopped; null: at the beginning.</summary>
    public string? Cursor { get; init; }

    /// <summary>The folder that a relative path starts from.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>Takes the rows piece by piece, where a source can give them so; what it did not take is in what is fetched. Null: all rows come in one table.</summary>
    public Action<Table>? Take { get; init; }

    /// <summary>Puts secrets in the place of <c>${NAME}</c>. Parameters come as the file gives them.</summary>
    public Func<string, string> Expand { get; init; } = text => text;

    /// <summary>Takes a message about what is going on and the share that is done, if it is known.</summary>
    public Action<string, double?> Say { get; init; } = (_, _) => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
