using System.Buffers;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Borrowed memory: chunk after chunk works in the same. Its content is whatever was there before.</summary>
readonly ref struct Scratch<T>(int length)
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);

    public Span<T> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
