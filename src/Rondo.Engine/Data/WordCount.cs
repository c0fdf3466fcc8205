namespace Rondo.Engine.Data;

/// <summary>How many words a text has: runs of characters that are no white space.</summary>
public static class WordCount
{
    public static int Of(string text)
    {
        var (count, isInside) = (0, false);
        foreach (var c in text)
        {
            var isSpace = char.IsWhiteSpace(c);
            if (!isSpace && !isInside) count++;
            isInside = !isSpace;
        }
        return count;
    }
}
