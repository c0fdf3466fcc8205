namespace Rondo.Lifecycle.Store;

public enum RunStatus
{
    Running,
    Finished,
    Failed,
    Cancelled,
    /// <summary>Its process ended without a word.</summary>
    Killed,
}
