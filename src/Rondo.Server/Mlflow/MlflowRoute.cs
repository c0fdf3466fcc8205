using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Mlflow;

/// <summary>One call: its verb, its path after the prefix, what it needs, and who answers.</summary>
sealed record MlflowRoute(string Method, string Path, Permission Need, Func<MlflowCall, Task> Handle)
{
    const int OrdinaryBytes = 4 << 20;

    /// <summary>The longest body that is read before the call is answered; null when the call reads it itself.</summary>
    public int? MostBytes { get; init; } = OrdinaryBytes;

    /// <summary>What the audit log calls it; null where the store's own method writes there, and for what runs log.</summary>
    public string? Audit { get; init; }

    public static MlflowRoute Get(string path, Func<MlflowCall, Task> handle) => new("GET", path, Permission.Read, handle);

    /// <summary>A question whose fields are in a body.</summary>
    public static MlflowRoute Ask(string path, Func<MlflowCall, Task> handle) => new("POST", path, Permission.Read, handle);

    public static MlflowRoute Log(string path, Func<MlflowCall, Task> handle) => new("POST", path, Permission.Log, handle);

    public static MlflowRoute Deploy(string method, string path, Func<MlflowCall, Task> handle) => new(method, path, Permission.Deploy, handle);
}
