namespace Rondo.Prepare.Sources.Csv;

/// <summary>What stands between cells, and whether quotes enclose them or are characters like others.</summary>
readonly record struct CsvDialect(byte Delimiter, bool HasQuotes);
