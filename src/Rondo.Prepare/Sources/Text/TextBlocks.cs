using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Text;

/// <summary>Cuts a text file into blocks of whole records.</summary>
static class TextBlocks
{
    /// <summary>The length of the whole records at the start of the bytes; 0 when there is none.</summary>
    public delegate int Cut(ReadOnlySpan<byte> bytes);

    /// <summary>All blocks, kept together.</summary>
    /// <param name="file">To read.</param>
    /// <param name="cut">Null: the whole file is one block.</param>
    /// <param name="options">The limit of memory.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public static List<TextBlock> Read(string file, Cut? cut, SourceOptions options, CancellationToken cancellation)
    {
        using var reader = new TextBlockReader(file, cut, options.MemoryLimitBytes);
        var blocks = new List<TextBlock>();
        while (reader.Next(cancellation) is { } block)
            blocks.Add(block);
        return blocks;
    }

    /// <summary>One block after the other, of which none is kept.</summary>
    public static IEnumerable<TextBlock> Stream(string file, Cut? cut, CancellationToken cancellation)
    {
        using var reader = new TextBlockReader(file, cut);
        while (reader.Next(cancellation) is { } block) yield return block;
    }

    /// <summary>The first bytes of a file, whatever they are.</summary>
    public static TextBlock Peek(string file, CancellationToken cancellation)
    {
        using var reader = new TextBlockReader(file, bytes => bytes.Length);
        return reader.Next(cancellation)!;
    }

    public static RondoException Empty(string file) =>
        new(new Mistake("empty_table", "The file is empty.") { File = file });
}
