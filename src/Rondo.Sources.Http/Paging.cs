namespace Rondo.Sources.Http;

/// <summary>How an API's next page is found.</summary>
public enum Paging
{
    /// <summary>There is one page.</summary>
    None,
    /// <summary>By its number.</summary>
    Page,
    /// <summary>By the number of rows before it.</summary>
    Offset,
    /// <summary>By a word in the page before it.</summary>
    Cursor,
    /// <summary>By an address in the page before it.</summary>
    Next,
    /// <summary>By an address in the header field <c>Link</c> (RFC 8288).</summary>
    Link,
}
