namespace Rondo.Lifecycle.Store.Engines;

/// <summary>A statement that is used once.</summary>
sealed class OneStatement(StoreStatement rows) : IDisposable
{
    public StoreStatement Rows => rows;

    public void Dispose() => (rows as IDisposable)?.Dispose();
}
