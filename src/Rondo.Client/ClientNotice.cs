namespace Rondo.Client;

/// <summary>Something that a program may want to log: the client itself goes on.</summary>
/// <param name="Count">Of how many records it tells; 0 where it tells of none.</param>
public sealed record ClientNotice(NoticeKind Kind, string Message, long Count = 0);

/// <summary>What a <see cref="ClientNotice"/> tells of.</summary>
public enum NoticeKind
{
    /// <summary>The server doesn't answer, is overloaded, or wants another key; records wait on disk.</summary>
    ServerAway,

    ServerBack,

    /// <summary>The server refused records for good; they are in the rejected file with its answer.</summary>
    Rejected,

    /// <summary>Memory or spool are full: new records were not taken.</summary>
    Refused,

    /// <summary>The spool's disk is full or read-only; records go from memory to the server until it is writable again.</summary>
    SpoolUnwritable,

    SpoolWritable,

    /// <summary>Bytes of the spool are no records: a write that was cut off, or a damaged disk.</summary>
    SpoolDamaged,

    /// <summary>A process that ended before it could send everything left records; they are being sent.</summary>
    LeftoversFound,

    LeftoversSent,

    /// <summary>A mistake of the client itself; what it was about is tried again.</summary>
    Fault,
}
