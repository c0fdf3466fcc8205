using System.Runtime.ExceptionServices;

namespace Rondo.Engine.Numerics;

/// <summary>
/// Cuts work into blocks whose bounds depend on the work alone, never on the number of threads.
/// Whoever sums block results in block order gets the same bits on any number of threads.
/// </summary>
public static class WorkBlocks
{
    public static int Count(int length, int blockSize) => (length + blockSize - 1) / blockSize;

    /// <summary>
    /// Runs <paramref name="body"/> (block, start, end) for each block on at most <paramref name="threads"/> threads. What a block
    /// throws is thrown as it is; of several the first block's.
    /// </summary>
    public static void Run(int length, int blockSize, int threads, Action<int, int, int> body, CancellationToken cancellation = default)
    {
        var blocks = Count(length, blockSize);
        if (threads <= 1 || blocks <= 1)
        {
            for (var block = 0; block < blocks; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(block, block * blockSize, Math.Min(length, (block + 1) * blockSize));
            }
            return;
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        var (failed, failure) = (int.MaxValue, (ExceptionDispatchInfo?)null);
        var sync = new Lock();
        Parallel.For(0, blocks, options, (block, loop) =>
        {
            try
            {
                body(block, block * blockSize, Math.Min(length, (block + 1) * blockSize));
            }
            catch (Exception exception)
            {
                lock (sync)
                    if (block < failed) (failed, failure) = (block, ExceptionDispatchInfo.Capture(exception));
                // All blocks before this one still run, so that the first failure doesn't depend on the threads.
                loop.Break();
            }
        });
        failure?.Throw();
    }
}
