namespace Rondo.Lifecycle.Store.Engines;

/// <summary>A piece of work that waits to be committed with others.</summary>
abstract class AppendedWork
{
    /// <summary>Does the work inside the group's transaction; may be called again when that had to be repeated.</summary>
    public abstract void Run(StoreSession session);

    /// <summary>The commit is on the disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

sealed class AppendedWork<T>(Func<StoreSession, T> work) : AppendedWork
{
    readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? _result;

    public Task<T> Task => _completion.Task;

    public override void Run(StoreSession session) => _result = work(session);

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
