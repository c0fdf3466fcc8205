namespace Rondo.Lifecycle.Fluent;

/// <summary>Where and how a program's spec is run.</summary>
public sealed record RunSettings
{
    /// <summary>The folder that the spec's paths are relative to: of the program's file under <c>dotnet run FILE.cs</c>, else the current one.</summary>
    public string Folder { get; init; } = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? ".";

    /// <summary>The folder of the store; .rondo in <see cref="Folder"/> when not given.</summary>
    public string? Workspace { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Goes before the spec's seed.</summary>
    public ulong? Seed { get; init; }
}
