<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>studio::MetricPlot</name>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) outside the range are not shown</source>
        <translation>
            <numerusform>%n value outside the range is not shown</numerusform>
            <numerusform>%n values outside the range are not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::RecipePage</name>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, SGD, %2 over %Ln epoch(s)</source>
        <translation>
            <numerusform>%1, SGD, %2 over %Ln epoch</numerusform>
            <numerusform>%1, SGD, %2 over %Ln epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::WindowStatus</name>
    <message numerus="yes">
        <source>%1 · %Ln class(es)</source>
        <translation>
            <numerusform>%1 · %Ln class</numerusform>
            <numerusform>%1 · %Ln classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n edit(s)</source>
        <translation>
            <numerusform>%1 · %n edit</numerusform>
            <numerusform>%1 · %n edits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) · %1</source>
        <translation>
            <numerusform>%Ln run · %1</numerusform>
            <numerusform>%Ln runs · %1</numerusform>
        </translation>
    </message>
</context>
</TS>
