namespace Rondo.Client;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    Finished,
    Failed,
    Killed,
}
